"""Papers of enforcement and what they order: inspection records and orders, measures (关、停), penalties, listed
supervision (挂牌督办), and hand-overs to other authorities (移送), each a case with its numbered papers.
"""
