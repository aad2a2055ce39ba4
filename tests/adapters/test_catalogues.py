from __future__ import annotations

import pytest

from civicreport.adapters import catalogues


@pytest.mark.parametrize(
    ("tag", "name", "direction"),
    [("cy", "Cymraeg", "ltr"), ("gd", "Gàidhlig", "ltr"), ("ar", "العربية", "rtl")],
)
def test_a_language_is_known_by_its_own_name(tag: str, name: str, direction: str) -> None:
    assert (catalogues.own_name(tag), catalogues.direction(tag)) == (name, direction)


@pytest.mark.parametrize("tag", ["cy", "pt-BR", "en-XA", "ar-XB"])
def test_an_address_names_a_language_and_the_other_way_round(tag: str) -> None:
    assert catalogues.tag_of(catalogues.locale_of(tag)) == tag


def test_a_language_without_a_catalogue_says_what_the_sources_say() -> None:
    assert catalogues.texts("gd").gettext("Home") == "Home"


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-XA", "Hello %(name)s", "[Héllö %(name)s······]"),
        ("en-XA", "to {name}", "[tö {name}····]"),
        ("en-XA", "EEE d MMMM y", "EEE d MMMM y"),
        ("ar-XB", "Home", "\u202eHome\u202c"),
        ("ar-XB", "d MMM", "d MMM"),
    ],
)
def test_a_made_up_language_leaves_alone_what_is_no_word(tag: str, text: str, said: str) -> None:
    assert catalogues.texts(tag).gettext(text) == said
