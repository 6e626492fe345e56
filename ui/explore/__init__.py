"""The Explore page: what is asked for, its address, what is read, and what is downloaded."""
