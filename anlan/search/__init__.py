"""Finding by two Chinese characters and up, by pinyin initials and by code, on both engines, without a miss."""
