"""The reading network as shipped: checked at load, and the same in int8 as it was trained."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

import assistant.reader
from assistant.reader.cross_encoder import CrossEncoder, PairEncoder
from assistant.reader.export import export, write_onnx
from assistant.reader.network import ReadingNetwork, load_network, save_network
from assistant.reader.shipped import ABOUT, NETWORK, ModelDamagedError, ShippedModel
from index.openvino_model import padded
from sources.records import Passage

SHIPPED = Path(assistant.reader.__file__).parent / "model"
TEXT = "Sarn opened its quay in 2019. It cost nine million crowns. The mayor paid for the lamps herself."
ENDS = [29, 58, len(TEXT)]
PASSAGE = Passage(
    document_id="d", start=0, end=len(TEXT), text=TEXT, sentences=((0, 29), (30, 58), (59, len(TEXT)))
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped files, to be damaged."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def test_what_is_shipped_is_small_and_whole() -> None:
    """At most 30 MB, with the hash that its description names."""
    assert (SHIPPED / NETWORK).stat().st_size < 30e6
    assert set(ShippedModel(SHIPPED).about["sha256"]) == {NETWORK, "tokenizer.json"}


@pytest.mark.parametrize("name", [NETWORK, "tokenizer.json"])
def test_a_changed_file_is_refused(copy: Path, name: str) -> None:
    """One byte more, and nothing is read with it."""
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelDamagedError, match=f"{name} is not what was shipped"):
        ShippedModel(copy)


def test_a_description_that_is_none_is_refused(copy: Path) -> None:
    """Not JSON, without hashes, or of a network with other outputs."""
    about = json.loads((copy / ABOUT).read_text())
    for text in ("{", "{}", json.dumps(about | {"outputs": 4}), json.dumps([])):
        (copy / ABOUT).write_text(text)
        with pytest.raises(ModelDamagedError, match="install Wellsourced again"):
            ShippedModel(copy)


def test_the_network_reads_who_paid() -> None:
    """The sentence that answers has the highest margin, the answer's tokens the highest start."""
    (read,) = CrossEncoder().read("Who paid for the lamps?", [PASSAGE])
    assert read.margins.argmax() == 2
    inside = read.token_spans[:, 0] >= 59
    first = read.token_spans[inside][read.starts[inside].argmax()]
    assert TEXT[59:69].startswith(TEXT[first[0] : first[1]]) or TEXT[first[0] : first[1]] == "mayor"


def test_outcomes_of_a_claim_are_one_distribution() -> None:
    """All sentences, both ways, and silence add up to one."""
    (read,) = CrossEncoder().read("The quay cost nine million crowns.", [PASSAGE])
    assert np.exp(read.decides).sum() + np.exp(read.absent) == pytest.approx(1.0, abs=1e-5)
    assert np.exp(read.verdict).sum() == pytest.approx(1.0, abs=1e-5)


def test_passages_read_together_are_read_as_if_alone() -> None:
    """A longer neighbour changes a margin by no more than the rounding to eight bits, whose scale is the batch's."""
    short = Passage(document_id="s", start=0, end=29, text=TEXT[:29], sentences=((0, 29),))
    together = CrossEncoder().read("When did the quay open?", [short, PASSAGE])
    (alone,) = CrossEncoder().read("When did the quay open?", [short])
    assert together[0].margins[0] == pytest.approx(alone.margins[0], abs=1.6)


def test_an_exported_network_gives_what_it_gave(tmp_path: Path) -> None:
    """Weights are kept, exported and rounded; what comes out is near to what torch computes."""
    torch.manual_seed(1)
    network = ReadingNetwork().eval()
    save_network(network, tmp_path / "weights.safetensors")
    again = load_network(tmp_path / "weights.safetensors").eval()
    export(again, tmp_path / "model")
    encoded = PairEncoder().encode("Who paid?", [TEXT, TEXT[:29]])
    ids = padded([one.ids for one in encoded])
    mask = padded([[1] * len(one.ids) for one in encoded])
    types = padded([one.types for one in encoded])
    with torch.no_grad():
        expected = network(*(torch.from_numpy(one) for one in (ids, mask, types))).numpy()
    found = ShippedModel(tmp_path / "model")(ids, mask, types)
    apart = np.abs(found - expected)[mask > 0]
    assert apart.mean() < 0.2 * expected[mask > 0].std()
    write_onnx(again, tmp_path / "exact.onnx")
    assert (tmp_path / "exact.onnx").stat().st_size > 3 * (tmp_path / "model" / NETWORK).stat().st_size
