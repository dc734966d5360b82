from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from kcdanalysis.topics.features import CountedTalks
from kcdanalysis.words.term_table import read_term_table


def test_stems_are_found_with_their_rows():
    table = read_term_table()
    positions, rows = table.find(["secur", "zyzzyva", "kubernetes"])
    assert positions.tolist() == [0, 2]
    assert rows.tolist() == [table.rows["secur"], table.rows["kubernetes"]]
    assert [len(part) for part in table.find(["zyzzyva"])] == [0, 0]


def test_a_talk_is_the_weighted_sum_of_its_terms():
    table = read_term_table()
    counts = csr_matrix(np.array([[4.0, 1.0, 9.0], [0, 0, 1]]))
    vectors = table.talk_vectors(counts, ["secur", "kubernetes", "zyzzyva"])
    rows = [table.rows["secur"], table.rows["kubernetes"]]
    weights = table.idf[rows] * [2.0, 1.0]
    expected = (weights / np.linalg.norm(weights)) @ table.vectors[rows]
    np.testing.assert_allclose(vectors[0], expected, rtol=1e-6)
    assert not vectors[1].any()


def test_a_term_weighs_the_same_in_singular_and_plural():
    table = read_term_table()
    for one, many in [("CLI", "CLIs"), ("API", "APIs"), ("data center", "data centers")]:
        assert table.share(one) == table.share(many) > 0
        assert table.word_rows(one) == table.word_rows(many) != []
        np.testing.assert_array_equal(table.vector(one), table.vector(many))


def test_the_map_is_a_matrix_of_the_vectors():
    table = read_term_table()
    assert table.map.shape == (table.vectors.shape[1],) * 2
    counts = csr_matrix(np.array([[4.0, 1.0], [0.0, 2.0]]))
    talks = CountedTalks(counts, ["secur", "kubernetes"])
    plain = table.talk_vectors(counts, talks.vocabulary)
    np.testing.assert_array_equal(talks.meaning, plain @ table.map)
    np.testing.assert_array_equal(replace(talks, for_tracks=False).meaning, plain)
