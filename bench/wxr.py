"""How much memory `import wxr` takes for an export of a given size, most of it revisions and comments, as in a real one.

.venv/bin/python bench/wxr.py [--megabytes 500] [--posts 200]
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://site.example</wp:base_blog_url>
"""
ITEM = """<item><title>Report {number}</title><link>https://site.example/blog/2016/10/15/{number}/</link>
<content:encoded><![CDATA[{text}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date>2016-10-15 10:00:00</wp:post_date>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type></item>
"""
TEXT = "It documents the killing of {number} civilians, including 12 children.\n\n"


def write_export(file: Path, megabytes: int, posts: int) -> None:
    """An export of that size, its posts spread evenly between revisions."""
    items = max(posts, megabytes * 1_000_000 // 23_300)
    with file.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        for number in range(1, items + 1):
            is_post = number % (items // posts) == 0
            text = TEXT.format(number=number) * (5 if is_post else 340)
            kind, status = ("post", "publish") if is_post else ("revision", "inherit")
            stream.write(ITEM.format(number=number, text=text, kind=kind, status=status))
        stream.write("</channel></rss>\n")


def main() -> int:
    """Measures one import; exit status 1 above 200 MB."""
    options = argparse.ArgumentParser()
    options.add_argument("--megabytes", type=int, default=500)
    options.add_argument("--posts", type=int, default=200)
    given = options.parse_args()
    with TemporaryDirectory() as folder:
        file = Path(folder, "site.xml")
        write_export(file, given.megabytes, given.posts)
        environment = {**os.environ, "SNHR_DATABASE_URL": f"sqlite:///{folder}/desk.db"}
        command = [str(Path(sys.executable).with_name("snhr-api")), "import", "wxr", str(file), "--lang", "en"]
        start = time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        size = file.stat().st_size / 1_000_000
        print(f"{size:.0f} MB, {time.monotonic() - start:.0f} seconds, {peak:.0f} MB of memory; {done.stdout.splitlines()[-2]}")
    return 0 if peak < 200 else 1


if __name__ == "__main__":
    sys.exit(main())
