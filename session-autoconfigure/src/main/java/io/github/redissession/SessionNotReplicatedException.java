package io.github.redissession;

/**
 * A session has ended, and might come back if the store lost its primary now: too few
 * replicas have confirmed the end in time. It can be ended again.
 */
public class SessionNotReplicatedException extends SessionStoreException {

	private static final long serialVersionUID = 1L;

	public SessionNotReplicatedException(String message) {
		super(message);
	}

}
