"""A browser as far as attestod's pages need one, as user_agent.mjs is: cookies, redirects, one form."""
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

MOST_REDIRECTS = 10


class Form(HTMLParser):
    """The action of the page's form, and its hidden fields."""

    def __init__(self, html: str):
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.action = attributes["action"]
        elif tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes["value"]


class UserAgent:
    def __init__(self, issuer: str, user: dict[str, str]):
        self._issuer = issuer
        self._user = user
        self._session = requests.Session()

    def authorize(self, url: str) -> str:
        """Through login and consent, as far as they are asked for; the address of the answer."""
        response = self._session.get(url, allow_redirects=False)
        for _ in range(MOST_REDIRECTS):
            if "Location" in response.headers:
                target = urljoin(response.url, response.headers["Location"])
                if not target.startswith(self._issuer + "/"):
                    return target
                response = self._session.get(target, allow_redirects=False)
            else:
                response = self._submit(response)
        raise AssertionError(f"no answer after {MOST_REDIRECTS} pages, the last at {response.url}")

    def _submit(self, page: requests.Response) -> requests.Response:
        assert page.status_code == 200, page.text
        form = Form(page.text)
        answers = {"username": self._user["name"], "password": self._user["password"]}
        if "/consent" in page.url:
            answers = {"decision": "allow"}
        return self._session.post(urljoin(page.url, form.action), data=form.fields | answers, allow_redirects=False)
