"""Finding by two Chinese characters and up, by pinyin initials and by code, on both engines, without a miss.

A thing's words are cut into pairs of characters; each pair keeps a list of the things that hold it, in blocks. A search
walks the blocks from the newest back, takes what stands in all lists of its pairs, and reads the words again to be
sure. What is not in the lists yet (the last minute's rows, renamed things) is read as it is.
"""
