package io.github.redissession.health;

import java.util.List;

/**
 * The results of all checks, and the facts that they judged.
 *
 * @param results one result for each check, the most severe first
 * @param facts what the checks judged
 */
public record CheckReport(List<CheckResult> results, CheckedFacts facts) {

}
