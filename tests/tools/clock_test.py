import unittest

from check_case import CheckCase


class Clock(CheckCase):
    CHECK = "check_clock.py"

    def test_accepts_now_as_a_value_and_clocks_outside(self):
        self.accepts(
            {
                "lib/a.cpp": "int f(Instant now);\nauto n = clock->now();\n// std::chrono::system_clock::now()\n",
                "adapters/a.cpp": "auto n = std::chrono::system_clock::now();\n",
                "tests/a.cpp": "auto n = std::chrono::steady_clock::now();\n",
            }
        )

    def test_refuses_clocks_in_the_library(self):
        for call in ("std::chrono::system_clock::now()", "Clock :: now ()", "std::time(nullptr)", "clock_gettime(0, &t)"):
            self.refuses({"lib/a.cpp": f"\nauto n = {call};\n"}, "lib/a.cpp:2: reads a clock")


if __name__ == "__main__":
    unittest.main()
