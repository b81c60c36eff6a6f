"""The ground everything stands on: who acts, what is seen, how rooms look alike."""
