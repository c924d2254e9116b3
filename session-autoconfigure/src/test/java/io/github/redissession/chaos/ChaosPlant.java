package io.github.redissession.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import io.github.redissession.SessionToken;
import io.github.redissession.testing.RedisCluster;

/**
 * Faults that the run must find, so that it is known to find any: {@code logout} ends
 * sessions behind the users' backs, {@code return} brings sessions back that users have
 * ended, {@code outage} stops all writes for longer than an election takes.
 */
final class ChaosPlant {

	private final RedisCluster cluster;

	ChaosPlant(RedisCluster cluster) {
		this.cluster = cluster;
	}

	void plant(String what, List<ChaosUser> users) {
		ChaosReport.log("planting " + what);
		List<String> keys = users.stream()
			.filter(ChaosUser::isLoggedIn)
			.map(ChaosUser::cookie)
			.filter(Objects::nonNull)
			.map(ChaosPlant::key)
			.toList();
		switch (what) {
			case "logout" -> keys.stream().limit(3).forEach((key) -> send(key, "DEL", key));
			case "return" -> bringBack(keys);
			case "outage" -> this.cluster.masters().forEach((primary) -> primary.cli("CLIENT", "PAUSE", "12000"));
			default -> throw new IllegalArgumentException("There is no fault " + what + " to plant");
		}
	}

	private void bringBack(List<String> keys) {
		List<List<?>> hashes = keys.stream().<List<?>>map((key) -> (List<?>) send(key, "HGETALL", key)).toList();
		ChaosFaults.pause(Duration.ofSeconds(30));
		for (int i = 0; i < keys.size(); i++) {
			String key = keys.get(i);
			if (hashes.get(i).size() > 2 && !Long.valueOf(1).equals(send(key, "HEXISTS", key, "created"))) {
				List<String> command = new ArrayList<>(List.of("HSET", key));
				hashes.get(i).forEach((one) -> command.add(String.valueOf(one)));
				send(key, "DEL", key);
				send(key, command.toArray(String[]::new));
				send(key, "PEXPIRE", key, "600000");
			}
		}
	}

	private Object send(String key, String... command) {
		return Objects.requireNonNull(this.cluster.masterOf(key).cli(command));
	}

	private static String key(String cookie) {
		SessionToken token = SessionToken.parse(cookie);
		if (token == null) {
			token = SessionToken.parse(new String(Base64.getDecoder().decode(cookie), StandardCharsets.UTF_8));
		}
		return "session:" + Objects.requireNonNull(token).id();
	}

}
