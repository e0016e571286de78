"""A live WordPress site over its REST API (version 2): what posts there are, and their content, a hundred at a time."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from api.errors import Refusal
from api.ingest.sources.categories import path_of
from api.ingest.sources.fetching import Answer, Fetcher
from api.ingest.sources.posts import Post, day_of

PAGE = 100
_POST_FIELDS = "id,date,modified_gmt,link,title,content,categories,status,type"
# What WordPress answers when a walk asks for a page that has ceased to exist meanwhile.
_NO_SUCH_PAGE = "rest_post_invalid_page_number"
_DEEPEST_CATEGORY = 20

Model = TypeVar("Model")


class _Listed(BaseModel):
    id: int
    modified_gmt: str


class _Category(BaseModel):
    id: int
    name: str
    parent: int


class _Text(BaseModel):
    rendered: str
    protected: bool = False


class _Post(BaseModel):
    id: int
    date: str
    modified_gmt: str
    link: str
    title: _Text
    content: _Text
    categories: list[int] = []
    status: str
    type: str


_LISTED, _CATEGORIES, _POSTS = TypeAdapter(list[_Listed]), TypeAdapter(list[_Category]), TypeAdapter(list[_Post])


class Site:
    """One site, in one language. Every method raises Refusal with one line where the site does not answer as WordPress does."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        self.url = url.rstrip("/")
        self._fetcher = fetcher

    @cached_property
    def categories(self) -> Mapping[int, str]:
        """The path of names of each category, by its number."""
        found = {category.id: category for category in self._walk("categories", _CATEGORIES, {"_fields": "id,name,parent"})}
        return {number: path_of(_names(number, found)) for number in found}

    def list_posts(self, since: date | None = None, categories: Sequence[int] | None = None) -> dict[int, str]:
        """When each public post was last modified, by its number; of all, or of some categories, or since a day."""
        chosen: dict[str, str | int] = {"_fields": "id,modified_gmt", "orderby": "id", "order": "asc"}
        if since:
            chosen["modified_after"] = f"{since}T00:00:00"
        if categories is not None:
            chosen["categories"] = ",".join(map(str, sorted(categories))) or "0"
        return {post.id: post.modified_gmt for post in self._walk("posts", _LISTED, chosen)}

    def which_exist(self, numbers: Sequence[int]) -> set[int]:
        """Those of at most a hundred posts that the site still shows: a walk may miss one while others are deleted."""
        answer = self._get("posts", {"_fields": "id,modified_gmt", "include": ",".join(map(str, numbers)), "per_page": PAGE})
        return {post.id for post in self._read(answer, _LISTED)}

    def read_posts(self, numbers: Sequence[int]) -> list[Post]:
        """At most a hundred posts, in this order; those that are gone meanwhile are left out."""
        chosen: dict[str, str | int] = {
            "_fields": _POST_FIELDS,
            "include": ",".join(map(str, numbers)),
            "orderby": "include",
            "per_page": PAGE,
        }
        posts = self._read(self._get("posts", chosen), _POSTS)
        return [self._post(post) for post in posts if post.status == "publish" and post.type == "post" and post.id in numbers]

    def _post(self, post: _Post) -> Post:
        return Post(
            id=post.id,
            url=post.link,
            title=post.title.rendered,
            content=post.content.rendered,
            published_on=day_of(post.date),
            modified=post.modified_gmt,
            categories=[self.categories[number] for number in post.categories if number in self.categories],
            is_protected=post.content.protected,
        )

    def _walk(self, path: str, kind: TypeAdapter[list[Model]], chosen: Mapping[str, str | int]) -> list[Model]:
        """All pages of a collection, however many there are by the time the walk comes to its end."""
        found: list[Model] = []
        page = pages = 1
        while page <= pages:
            answer = self._get(path, {**chosen, "per_page": PAGE, "page": page})
            if isinstance(answer.data, dict) and answer.data.get("code") == _NO_SUCH_PAGE:
                break
            found.extend(self._read(answer, kind))
            pages = _pages(answer)
            page += 1
        return found

    def _get(self, path: str, parameters: Mapping[str, str | int]) -> Answer:
        return self._fetcher.get_json(f"{self.url}/wp-json/wp/v2/{path}", parameters)

    def _read(self, answer: Answer, kind: TypeAdapter[list[Model]]) -> list[Model]:
        try:
            return kind.validate_python(answer.data)
        except ValidationError as error:
            first: Any = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise Refusal(f"{self.url}: an answer is not what WordPress gives ({where}: {first['msg']})") from None


def _names(number: int, categories: Mapping[int, _Category]) -> list[str]:
    """A category's names from the outermost on."""
    names: list[str] = []
    while number in categories and len(names) < _DEEPEST_CATEGORY:
        names.insert(0, categories[number].name)
        number = categories[number].parent
    return names


def _pages(answer: Answer) -> int:
    count = answer.headers.get("x-wp-totalpages", "1")
    return int(count) if count.isdigit() else 1
