package io.github.redissession.testing;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of the tests run on Tomcat unless they import Jetty themselves.
 */
class JettyFilterTests {

	@Test
	void jettyIsNotConfiguredByItself() {
		JettyFilter filter = SpringFactoriesLoader
			.loadFactories(AutoConfigurationImportFilter.class, getClass().getClassLoader())
			.stream()
			.filter(JettyFilter.class::isInstance)
			.map(JettyFilter.class::cast)
			.findFirst()
			.orElseThrow();
		String[] both = { JettyServletWebServerAutoConfiguration.class.getName(),
				TomcatServletWebServerAutoConfiguration.class.getName() };
		assertThat(filter.match(both, null)).containsExactly(false, true);
	}

}
