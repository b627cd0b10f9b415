"""One case on one screen: what a decision rests on, and the acts the viewer may do now."""
