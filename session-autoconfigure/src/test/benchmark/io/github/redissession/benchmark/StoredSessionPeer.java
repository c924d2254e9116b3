package io.github.redissession.benchmark;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.Device;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.RequestPolicy;

/**
 * Our repository, with what our filter does around each request.
 */
final class StoredSessionPeer extends RepositoryPeer<StoredSession> {

	private static final Device DEVICE = new Device("203.0.113.7",
			"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");

	private final RequestPolicy policy;

	StoredSessionPeer(ConfigurableApplicationContext context) {
		super(context);
		this.policy = context.getBean(RequestPolicy.class);
	}

	private <T> T request(Supplier<T> handler) {
		@Nullable SessionRequest previous = new SessionRequest(() -> false, this.policy.sensitiveIdleTimeout("/"), () -> DEVICE,
				null)
			.enter();
		try {
			return handler.get();
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	@Override
	public String create(String user) {
		return request(() -> super.create(user));
	}

	@Override
	public void read(String id) {
		request(() -> {
			super.read(id);
			return id;
		});
	}

	@Override
	public void change(String id, int number) {
		request(() -> {
			super.change(id, number);
			return id;
		});
	}

	@Override
	public String login(String id, String user) {
		return request(() -> super.login(id, user));
	}

	@Override
	public void logout(String id) {
		request(() -> {
			super.logout(id);
			return id;
		});
	}

	@Override
	public int list(String user) {
		return request(() -> super.list(user));
	}

}
