package io.github.redissession.benchmark;

import java.time.Instant;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Any repository of Spring Session, called as {@code SessionRepositoryFilter} calls it:
 * in the first commit of the response and once more in the end.
 *
 * @param <S> the repository's sessions
 */
class RepositoryPeer<S extends Session> implements Peer {

	private final ConfigurableApplicationContext context;

	private final SessionRepository<S> repository;

	/**
	 * Creates a peer.
	 * @param context is closed with it
	 */
	@SuppressWarnings("unchecked")
	RepositoryPeer(ConfigurableApplicationContext context) {
		this.context = context;
		this.repository = context.getBean(SessionRepository.class);
	}

	@Override
	public String create(String user) {
		S session = this.repository.createSession();
		session.setLastAccessedTime(Instant.now());
		SampleSession.attributes().forEach(session::setAttribute);
		if (!user.isEmpty()) {
			session.setAttribute(SampleSession.CONTEXT, SampleSession.context(user));
		}
		this.repository.save(session);
		this.repository.save(session);
		return session.getId();
	}

	@Override
	public void read(String id) {
		S session = open(id);
		commit(session, id);
	}

	@Override
	public void change(String id, int number) {
		S session = open(id);
		session.setAttribute(SampleSession.CHANGED, SampleSession.page(number));
		commit(session, id);
	}

	@Override
	public String login(String id, String user) {
		S session = open(id);
		session.changeSessionId();
		session.setAttribute(SampleSession.CONTEXT, SampleSession.context(user));
		commit(session, id);
		return session.getId();
	}

	@Override
	public void logout(String id) {
		S session = open(id);
		this.repository.deleteById(session.getId());
		this.repository.findById(id);
	}

	private S open(String id) {
		S session = this.repository.findById(id);
		if (session == null) {
			throw new IllegalStateException("There is no session " + id);
		}
		session.setLastAccessedTime(Instant.now());
		return session;
	}

	private void commit(S session, String requestedId) {
		this.repository.save(session);
		this.repository.findById(requestedId);
		this.repository.save(session);
	}

	@Override
	public int list(String user) {
		return ((FindByIndexNameSessionRepository<?>) this.repository).findByPrincipalName(user).size();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
