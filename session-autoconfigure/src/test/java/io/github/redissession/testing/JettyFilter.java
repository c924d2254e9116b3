package io.github.redissession.testing;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves Tomcat and Netty to the tests although Jetty is on the class path, and would
 * come before them.
 */
public final class JettyFilter implements AutoConfigurationImportFilter {

	@Override
	public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[configurations.length];
		for (int i = 0; i < matches.length; i++) {
			String name = configurations[i];
			matches[i] = name == null || !name.startsWith("org.springframework.boot.jetty.");
		}
		return matches;
	}

}
