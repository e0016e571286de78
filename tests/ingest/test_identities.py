"""One publication, whatever its address looks like."""

import pytest

from api.ingest.identities import keys_of, public_id
from api.text.addresses import address_key, post_key


@pytest.mark.parametrize(
    "url",
    [
        "https://snhr.org/blog/2016/03/11/19294/",
        "http://sn4hr.org/blog/2016/03/11/19294",
        "https://www.snhr.org/blog/2016/03/11/19294/#top",
    ],
)
def test_every_form_of_an_address_has_one_key(url: str) -> None:
    assert address_key(url) == "url:snhr.org/blog/2016/03/11/19294"
    assert post_key(url, None) == "post:snhr.org/19294"


def test_a_short_link_is_the_post_of_the_numeric_address() -> None:
    assert post_key("https://snhr.org/?p=19294", None) == "post:snhr.org/19294"


def test_the_arabic_site_counts_its_posts_apart() -> None:
    assert post_key("https://snhr.org/arabic/2016/07/09/6672", None) == "post:snhr.org/arabic/6672"


def test_a_percent_encoded_address_and_the_plain_one_are_the_same() -> None:
    assert address_key("https://snhr.org/%D8%AD%D9%84%D8%A8/") == address_key("https://snhr.org/حلب")


def test_a_page_without_address_is_known_by_its_title() -> None:
    assert keys_of("en", "A  TITLE", None, None) == keys_of("en", "A title", None, None)
    assert keys_of("ar", "A title", None, None) != keys_of("en", "A title", None, None)


def test_the_same_seed_gives_the_same_id_everywhere() -> None:
    assert public_id("pub", "url:snhr.org/x", 8) == public_id("pub", "url:snhr.org/x", 8)
    assert len({public_id("pub", str(number), 8) for number in range(20_000)}) == 20_000
