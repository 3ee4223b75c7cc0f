//! The journeys, each walked with and without JavaScript, wide and narrow, by keyboard alone.

mod administration;
mod adult;
mod application;
mod desk;
mod elevadgang;
mod every_page;
mod intake;
mod keyboard;
mod login;
mod new_words;
mod office;
mod one_time_code;
mod pages;
mod reset;
mod rights;
mod self_service;
mod services;
mod steps;
