package io.headroom.postgres.maintenance;

/// What could not be looked at, or only in part.
///
/// @param question which question: `held-horizons`
/// @param reason why
/// @param remedy what an operator can do about it
public record Gap(String question, String reason, String remedy) {}
