"""What the service says when it cannot answer."""

import inspect
import re
from pathlib import Path

import api
from api import errors
from api.text import messages


def test_every_error_has_words_in_both_languages() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.ApiError)]
    assert {kind.code for kind in kinds} == set(messages.PROBLEM_CODES)
    for code in messages.PROBLEM_CODES:
        assert all(messages.problem(code, "en"))
        assert all(re.search("[\u0600-\u06ff]", words) for words in messages.problem(code, "ar"))


def test_every_mistake_that_the_program_names_has_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(api.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'Mistake\([^()]*?(?:\([^()]*\))?[^()]*?, "([a-z-]+)"', source))
    named |= set(re.findall(r'PydanticCustomError\("([a-z-]+)"|_must_match\(\w+, "([a-z-]+)"', source)[0]) - {""}
    assert named >= {"unknown-code", "invalid-cursor", "repeated-parameter"}
    assert named <= set(messages.MISTAKE_CODES)
    assert all(messages.mistake(code, "ar") != messages.mistake(code, "en") for code in messages.MISTAKE_CODES)
