"""What leaders and analysts look at: the wall board and the analysis of any figure. Figures by code only."""
