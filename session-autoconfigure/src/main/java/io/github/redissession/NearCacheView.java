package io.github.redissession;

import java.util.Map;

/**
 * Tells those who run the application how the near cache does.
 */
@FunctionalInterface
public interface NearCacheView {

	/**
	 * What it counts, by now and on this node.
	 * @return numbers by name, for example {@code entries} and {@code hits}
	 */
	Map<String, Number> statistics();

}
