"""Plain values in, a score out: each measure in a file of its own, apart from what computes the answers.

A measure of one question returns None where it does not apply; None is left out of means, never counted
as zero. A question that was declined or failed is not left out: it scores what a wrong answer scores.
"""
