"""The law of the one path as pure rules: guards of each act, clocks that start, what a filing lacks, how a bundle moves.

The actions of the cases room ask them under the lock; the stories ask them with nothing but values.
"""
