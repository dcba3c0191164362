// The parsers that every request goes through.
#include <benchmark/benchmark.h>

#include <stdexcept>

#include "attesto/wire/base64url.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/json.hpp"
#include "micro/ratios.hpp"

namespace attesto::bench {
namespace {

constexpr std::string_view kForm =
    "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIAABCDEFGHIJKLMNOPQRSTU&"
    "redirect_uri=https%3A%2F%2Fclient.example.org%2Fcallback&client_id=s6BhdRkqt3&"
    "code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

constexpr std::string_view kClaims =
    R"({"iss":"https://as.example.org","aud":"https://api.example.org","sub":"248289761001",)"
    R"("client_id":"s6BhdRkqt3","scope":"openid profile email reports.read","jti":"dGhpcyBpcyBhIHVuaXF1ZSBpZA",)"
    R"("iat":1700000000,"exp":1700000600,"grant_id":"f5a1c2d3e4b5a6c7"})";

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

void parse_form(benchmark::State& state) {
  for (auto _ : state)
    if (!Form::parse(kForm)) throw std::runtime_error("what is measured does not work");
  count_bytes(state, kForm.size());
}

void parse_json(benchmark::State& state) {
  for (auto _ : state)
    if (!Json::parse(kClaims)) throw std::runtime_error("what is measured does not work");
  count_bytes(state, kClaims.size());
}

void decode_base64url(benchmark::State& state) {
  const std::string text = base64url_encode(as_bytes(kClaims));
  for (auto _ : state)
    if (!base64url_decode(text)) throw std::runtime_error("what is measured does not work");
  count_bytes(state, text.size());
}

}  // namespace

void register_parse_benchmarks(std::vector<Ratio>& ratios) {
  benchmark::RegisterBenchmark("parse_form", parse_form);
  benchmark::RegisterBenchmark("parse_json", parse_json);
  benchmark::RegisterBenchmark("decode_base64url", decode_base64url);
  // What a request costs is its signature; what is read before it must not show.
  for (const char* parser : {"parse_form", "parse_json", "decode_base64url"})
    ratios.push_back({parser, "raw_verify/ES256", 0.05});
}

}  // namespace attesto::bench
