"""The status page as a browser gets it: what it loads, what it says, and in which languages."""

import re
from html.parser import HTMLParser

import pytest

from shop_client import expect
from shop_fixture import Shop

TEXTS = re.compile(r"^  (vi|en): \{\n(.*?)^  \},\n", re.MULTILINE | re.DOTALL)
KEY = re.compile(r'(?:^|,)\s*(?:"([\w-]+)"|(\w+)):\s*"', re.MULTILINE)
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Page(HTMLParser):
    """What of the markup the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.texts: set[str] = set()
        self.ids: set[str] = set()
        self.named_by: set[str] = set()
        self.inline: list[str] = []
        self.unlabelled: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("script", "link"):
            self.loads.append(values.get("src") or values.get("href", ""))
        if tag == "a":
            self.links.append(values["href"])
        self.texts |= {values[name] for name in ("data-t", "data-label") if name in values}
        self.ids |= {values["id"]} if "id" in values else set()
        for name in ("aria-labelledby", "aria-describedby"):
            self.named_by |= set(values.get(name, "").split())
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in values):
            self.inline.append(tag)
        if tag == "input" and "label" not in self._open:
            self.unlabelled.append(values.get("name", ""))
        if tag not in ("input", "link", "meta", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass


@pytest.fixture(scope="module")
def page(shop: Shop) -> Page:
    return Page(shop.anonymous.call("GET", "/").body.decode())


@pytest.fixture(scope="module")
def script(shop: Shop) -> str:
    return shop.anonymous.call("GET", "/status.js").body.decode()


def keys_of(body: str) -> set[str]:
    """The keys of one language; what stands inside a text is no key."""
    bare = STRING.sub(lambda found: found[0] if found[0][1:-1].count(" ") == 0 else '"x"', body)
    return {quoted or plain for quoted, plain in KEY.findall(bare)}


def languages_of(script: str) -> dict[str, set[str]]:
    return {name: keys_of(body) for name, body in TEXTS.findall(script)}


def test_status_page_is_served_at_the_root(shop: Shop) -> None:
    answer = shop.anonymous.call("GET", "/")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_page_loads_only_what_the_shop_itself_serves(shop: Shop, page: Page) -> None:
    wanted = page.loads + page.links
    answers = {path: shop.anonymous.call("GET", path).status for path in wanted}

    assert wanted and all(path.startswith("/") for path in wanted)
    assert set(answers.values()) == {200}, answers


def test_page_has_nothing_inline_that_its_own_policy_forbids(shop: Shop, page: Page) -> None:
    policy = shop.anonymous.call("GET", "/").headers["content-security-policy"]

    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert page.inline == []


def test_every_field_has_a_label_and_every_reference_a_target(page: Page) -> None:
    assert page.unlabelled == []
    assert page.named_by and page.named_by <= page.ids


def test_page_says_everything_in_both_languages(page: Page, script: str) -> None:
    languages = languages_of(script)

    assert set(languages) == {"vi", "en"}
    assert page.texts and page.texts <= languages["vi"]
    # English alone has a singular.
    assert languages["en"] - languages["vi"] == {"cup_one"}
    assert languages["vi"] - languages["en"] == set()


def test_page_has_every_element_that_its_script_asks_for(page: Page, script: str) -> None:
    asked = set(re.findall(r'\bby\("([\w-]+)"\)', script))

    assert asked and asked <= page.ids


@pytest.mark.parametrize("path,body", [
    ("/session", {"username": "nobody", "password": "wrong-password"}),
    ("/setup/claim", {"code": "wrong", "username": "thief", "password": "wrong-password"}),
])
def test_refusals_of_logging_in_and_claiming_have_words_of_their_own(
    own_shop: Shop, script: str, path: str, body: dict[str, str],
) -> None:
    known = languages_of(script)["vi"]
    seen = set()
    # Guessing is slowed down at last, which is another refusal.
    for _ in range(20):
        answer = own_shop.anonymous.post(path, body)
        seen.add(expect(answer, 401, 403, 409, 429)["type"].removeprefix("/problems/"))

    assert "session-too-many" in seen
    assert seen <= known
