"""XML that comes from outside: read without document types, entities, network or more bytes than we can hold."""

from typing import Any

from lxml import etree

MOST_BYTES = 20_000_000


class UnreadableXml(ValueError):
    """Not well-formed, too large, or with a document type, which no bank writes."""


def parse(content: bytes) -> Any:
    """The root element (lxml)."""
    if len(content) > MOST_BYTES:
        raise UnreadableXml
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableXml from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableXml
    return root


def local_name(element: Any) -> str:
    """The tag without its namespace, so that every version of a message reads alike."""
    return str(etree.QName(element).localname)


def find_all(element: Any, *path: str) -> list[Any]:
    """The descendants reached by these local names, one level each; "*" for any depth before the next one."""
    steps = "".join("//" if step == "*" else f"/*[local-name()='{step}']" for step in path)
    return list(element.xpath("." + steps.replace("///", "//")))


def text_at(element: Any, *path: str) -> str:
    """The text of the first element reached; empty where there is none."""
    found = find_all(element, *path)
    return (found[0].text or "").strip() if found else ""
