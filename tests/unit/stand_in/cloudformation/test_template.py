"""Reading CloudFormation templates."""

from pathlib import Path

import pytest

from cognito_stand_in.cloudformation.errors import TemplateError
from cognito_stand_in.cloudformation.intrinsics import Unresolved
from cognito_stand_in.cloudformation.template import Template

DEPLOYED = "known only after the deployment"

TEXT = """
Parameters:
  Size: {Type: Number, MinValue: 1, MaxValue: 9, Default: 5}
  Mode: {Type: String, AllowedValues: [fast, slow], Default: fast}
  Names: {Type: CommaDelimitedList, Default: "a,b"}
Conditions:
  Fast: !Equals [!Ref Mode, fast]
  Slow: !Not [!Condition Fast]
  Both: !And [!Condition Fast, !Condition Slow]
  Either: !Or [!Condition Fast, !Condition Slow]
Resources:
  One:
    Type: Test::Thing
    Properties:
      Size: !Ref Size
      Names: !Ref Names
      Region: !Sub "${AWS::Region}/${Size}"
      Joined: !Join ["-", [x, !Ref Mode]]
      Picked: !Select [1, !Split ["-", "a-b-c"]]
      Chosen: !If [Fast, quick, late]
      Absent: !If [Slow, here, !Ref AWS::NoValue]
      List: [!Ref AWS::NoValue, kept]
      Long: {"Fn::If": [Either, true, false]}
      Arn: !GetAtt Two.Arn
      Other: !Ref Two
      Named: !Ref Provider
  Two:
    Type: Test::Thing
    Condition: Both
  Provider:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties: {ProviderName: Example}
"""


def load(tmp_path: Path, text: str = TEXT, **parameters: str) -> Template:
    """Write a template and read it."""
    path = tmp_path / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return Template.load(path, parameters=parameters)


def test_functions_and_parameters_are_resolved(tmp_path: Path) -> None:
    """Every intrinsic function gives what CloudFormation would."""
    assert load(tmp_path, Size="7").resources("Test::Thing") == {
        "One": {
            "Size": "7",
            "Names": ["a", "b"],
            "Region": "eu-west-1/7",
            "Joined": "x-fast",
            "Picked": "b",
            "Chosen": "quick",
            "List": ["kept"],
            "Long": True,
            "Arn": Unresolved("Fn::GetAtt Two.Arn", DEPLOYED, "Two.Arn"),
            "Other": Unresolved("Ref Two", DEPLOYED, "Two"),
            "Named": Unresolved("Ref Provider", DEPLOYED, "Provider"),
        }
    }


def test_conditions_follow_parameters(tmp_path: Path) -> None:
    """Another parameter makes the other choice."""
    one = load(tmp_path, Mode="slow").resources("Test::Thing")["One"]
    assert (one["Chosen"], one["Absent"]) == ("late", "here")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"Sise": "1"}, "no parameter Sise; expected one of Size, Mode, Names"),
        ({"Mode": "idle"}, "parameter Mode: got 'idle', expected one of fast, slow"),
        ({"Size": "10"}, "parameter Size: got '10', expected a number from 1 to 9"),
        ({"Size": "many"}, "parameter Size: got 'many', expected a number from 1 to 9"),
    ],
)
def test_wrong_parameters_are_refused(
    tmp_path: Path, parameters: dict[str, str], message: str
) -> None:
    """The message names the file, the parameter and what was expected."""
    with pytest.raises(TemplateError, match=message) as refusal:
        load(tmp_path, **parameters)
    assert "template.yaml" in str(refusal.value)


@pytest.mark.parametrize("text", ["a: [", "just text", "Parameters: {}"])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    """A file that is no template is named."""
    with pytest.raises(TemplateError, match=r"template\.yaml"):
        load(tmp_path, text)
