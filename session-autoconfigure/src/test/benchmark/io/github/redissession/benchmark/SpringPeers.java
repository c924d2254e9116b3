package io.github.redissession.benchmark;

import org.redisson.config.Config;
import org.redisson.spring.data.connection.RedissonConnectionFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;

/**
 * Spring Session Data Redis as its documentation sets it up.
 */
final class SpringPeers {

	private SpringPeers() {
	}

	private static RedisSerializer<Object> json() {
		ClassLoader loader = SpringPeers.class.getClassLoader();
		BasicPolymorphicTypeValidator.Builder types = BasicPolymorphicTypeValidator.builder()
			.allowIfSubType("java.util.")
			.allowIfSubType("java.lang.");
		return new GenericJacksonJsonRedisSerializer(
				JsonMapper.builder().addModules(SecurityJacksonModules.getModules(loader, types)).build());
	}

	/** The default repository with its default serialization. */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	static class DefaultJdk {

	}

	/** The default repository with JSON. */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	static class DefaultJson {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return json();
		}

	}

	/** The indexed repository with its default serialization. */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisIndexedHttpSession
	static class IndexedJdk {

	}

	/** The indexed repository with JSON. */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisIndexedHttpSession
	static class IndexedJson {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return json();
		}

	}

	/**
	 * What Redisson documents for Spring Session: its connection factory under the
	 * repository above.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	static class Redisson {

		@Bean(destroyMethod = "destroy")
		RedissonConnectionFactory redissonConnectionFactory(@Value("${spring.data.redis.host}") String host,
				@Value("${spring.data.redis.port}") int port, @Value("${spring.data.redis.password}") String password,
				@Value("${spring.data.redis.database}") int database) {
			Config config = new Config();
			config.setPassword(password);
			config.useSingleServer().setAddress("redis://" + host + ":" + port).setDatabase(database);
			return new RedissonConnectionFactory(config);
		}

	}

}
