from athena.pole.field_group import field_groups
from athena.pole.kind import kind, kinds


def test_protected_characteristics_are_marked_as_sensitive() -> None:
    assert field_groups()["protected"].sensitive
    assert [name for name, group in field_groups().items() if group.sensitive] == ["protected"]


def test_every_group_is_used_by_some_property() -> None:
    used = {prop.group for name in kinds() for prop in kind(name).properties.values()}
    assert used == set(field_groups())


def test_ethnicity_and_gender_stand_in_the_protected_group_of_every_kind() -> None:
    for name in kinds():
        for property_name, prop in kind(name).properties.items():
            if "ethnicity" in property_name or "gender" in property_name:
                assert prop.group == "protected", f"{name}.{property_name}"
