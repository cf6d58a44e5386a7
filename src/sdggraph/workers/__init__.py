"""The workers room: processes that can be killed, and the channel to them."""
