"""Two rankings into one, by z-scores."""

import numpy as np
import pytest

from index.fusion import fuse


def array(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Scores."""
    return np.array(values, dtype=np.float32)


def test_scores_are_weighted_sums_of_z_scores() -> None:
    """Of 1, 2, 3 the z-scores are -1.2247, 0, 1.2247; with 0.7 on dense and 0.3 on the reverse: ±0.4899."""
    fused = fuse(array(1, 2, 3), array(30, 20, 10))
    assert fused.tolist() == pytest.approx([-0.4899, 0, 0.4899], abs=1e-3)
    assert fused.dtype == np.float32


def test_the_weight_decides_between_rankings_that_disagree() -> None:
    """Weight 1 is dense alone, weight 0 lexical alone."""
    dense, lexical = array(0.9, 0.1), array(0, 7)
    assert fuse(dense, lexical, 1.0).argmax() == 0
    assert fuse(dense, lexical, 0.0).argmax() == 1


def test_a_ranking_that_cannot_tell_candidates_apart_adds_nothing() -> None:
    """No shared word anywhere: the order is the dense one."""
    assert fuse(array(0.2, 0.8, 0.5), array(0, 0, 0)).argsort().tolist() == [0, 2, 1]
    assert fuse(array(0.5, 0.5), array(1, 2)).argmax() == 1


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_candidate_are_no_special_case(count: int) -> None:
    """No division by a deviation of zero: the score is 0, not NaN."""
    scores = array(*[0.7] * count)
    assert fuse(scores, scores).tolist() == [0.0] * count


def test_scale_and_offset_of_a_ranking_do_not_matter() -> None:
    """BM25 in tens weighs no more than BM25 in ones."""
    dense, lexical = array(0.1, 0.6, 0.3, 0.9), array(2, 0, 5, 1)
    scaled = fuse(dense, lexical * 100 + 3)
    assert np.allclose(fuse(dense, lexical), scaled, atol=1e-5)
