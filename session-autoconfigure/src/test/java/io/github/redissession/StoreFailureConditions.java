package io.github.redissession;

import org.assertj.core.api.Condition;

import io.github.redissession.SessionStoreException.Reason;

/**
 * What tests expect of a failure of the store.
 */
public final class StoreFailureConditions {

	private StoreFailureConditions() {
	}

	public static Condition<Throwable> reason(Reason reason) {
		return new Condition<>((failure) -> has(failure, reason), "reason %s", reason);
	}

	public static Condition<Throwable> causeWith(Reason reason) {
		return new Condition<>((failure) -> has(failure.getCause(), reason), "a cause with reason %s", reason);
	}

	private static boolean has(Throwable failure, Reason reason) {
		return failure instanceof SessionStoreException store && store.reason() == reason;
	}

}
