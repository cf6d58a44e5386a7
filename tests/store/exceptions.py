"""What an engine cannot do of the contract, each with its reason; docs/stores.md tells users.

What stands here must fail: an engine that has learned it makes the test red, and the line goes.
"""

EXCEPTIONS: dict[str, dict[str, str]] = {
    "oxigraph": {},
    "virtuoso": {
        "test_an_update_is_carried_out_whole_or_not_at_all": "the operations of one update are carried out one by one",
        "test_everything_can_be_dropped": "DROP ALL and CLEAR ALL say that they are done, and change nothing",
        "test_a_text_is_a_value_whatever_is_written_in_it[beyond ASCII]": "STR('é') of a text in the query is '?'",
        **{
            f"test_an_expression_has_one_value_everywhere[{what}]": reason
            for what, reason in {
                "integers divide into a decimal": "1/4 is 0",
                "a comparison is true or false": "it is the integer 1 or 0",
                "EXISTS is true or false": "in SELECT it is the integer 1 or 0",
                "a path with both ends free": "error: transitive start not given",
                "a string has a datatype": '"x" and "x"^^xsd:string are two',
                "text has a datatype": "DATATYPE of a text with a language is unbound",
                "a new blank node": "BNODE() is not implemented",
            }.items()
        },
    },
}

# not even tried: it would take the server's memory, not ours
NOT_TRIED = {
    "test_a_query_is_stopped_when_its_memory_is_used_up_and_the_store_answers_on": (
        "the memory of a server elsewhere is its operator's to bound; "
        "tests/store/remote/test_remote.py bounds the answer"
    )
}

# named queries whose rows come in another order
OTHER_ORDER: dict[str, dict[str, str]] = {
    "oxigraph": {},
    "virtuoso": {
        "projects-of-goal": "a text with letters beyond ASCII is sorted before those without",
        "projects-with-several-centres": "a text with letters beyond ASCII is sorted before those without",
    },
}

# named queries whose rows are others
OTHER_ROWS: dict[str, dict[str, str]] = {
    "oxigraph": {},
    "virtuoso": {"agreements-to-review": "MIN takes another text as the first"},
}

# engines on which the shapes cannot be judged, and what they say
UNVALIDATED = {"virtuoso": "Internal Optimized compiler error"}
