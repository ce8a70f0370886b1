//! Authentication to Sinao: login, 24 h bearer with 14-day refresh, API key.
