from accounts import sealing, tokens


def test_tokens_differ_and_fit_an_address():
    drawn = {tokens.new_token() for _ in range(100)}

    assert len(drawn) == 100
    assert {len(token) for token in drawn} == {43}


def test_digest_is_stable_and_not_the_token():
    token = tokens.new_token()

    assert tokens.digest(token) == tokens.digest(token) != token


def test_sealed_value_opens_after_the_key_was_rotated(settings):
    old, new = settings.DATA_KEYS[0], "bmV3LWtleS1vbmx5LWZvci10ZXN0cy0wMTIzNDU2Nzg="
    sealed = sealing.seal("FR76 3000")

    settings.DATA_KEYS = [new, old]
    rotated = sealing.rotate(sealed)
    settings.DATA_KEYS = [new]

    assert sealing.unseal(rotated) == "FR76 3000"
