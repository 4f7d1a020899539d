from outbox.plain_text import WIDTH, set_lines

LONG = "https://example.org/" + "a-long-way/" * 12


def test_a_sentence_is_folded_at_spaces_and_never_at_a_space_that_does_not_break():
    sentence = ("vingt\u00a0euros\u202f! " * 12).strip()
    folded = set_lines(sentence).split("\n")
    assert max(len(line) for line in folded) <= WIDTH
    assert " ".join(folded) == sentence


def test_an_address_stays_whole_on_a_line_of_its_own():
    assert set_lines(f"The address is {LONG} and it is long.") == f"The address is\n{LONG}\nand it is long."


def test_lists_and_quotations_keep_their_signs():
    words = "word " * 20
    assert [line[:4] for line in set_lines(f"- {words}\n> {words}\n10. {words}").split("\n")] == [
        "- wo", "  wo", "> wo", "> wo", "10. ", "    ",
    ]  # fmt: skip


def test_blank_lines_come_one_at_a_time_and_the_sign_of_the_signature_stays():
    assert set_lines("a  \n\n\n\nb\n\n-- \nus\n") == "a\n\nb\n\n-- \nus\n"
