"""Tables written by editors carry the headings of their columns in each cell."""

from events import markdown


def test_each_cell_names_its_column():
    html = markdown.to_html("| What | Until |\n|---|---|\n| Your *name* | one year |", "en")
    assert '<td data-label="What">Your <em>name</em></td>' in html
    assert '<td data-label="Until">one year</td>' in html


def test_a_second_table_has_its_own_headings():
    table = "| {0} |\n|---|\n| x |\n\ntext\n\n"
    html = markdown.to_html(table.format("One") + table.format("Two"), "en")
    assert html.index('data-label="One"') < html.index('data-label="Two"')
