package io.github.redissession.health;

/**
 * Looks at one thing that could go wrong.
 */
@FunctionalInterface
interface SessionCheck {

	/**
	 * Judges what is known.
	 * @param facts what is known
	 * @return what was found, also if all is well
	 */
	CheckResult check(CheckedFacts facts);

}
