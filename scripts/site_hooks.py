"""What mkdocs does before it makes a page of the manual."""


def on_page_markdown(markdown, **_):
    # `sh run` marks the blocks that scripts/test-docs.sh runs; mkdocs knows only a language there.
    return markdown.replace('```sh run', '```sh')
