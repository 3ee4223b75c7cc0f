//! The journeys, each walked with and without JavaScript, wide and narrow.
