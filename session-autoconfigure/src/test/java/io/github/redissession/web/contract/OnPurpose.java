package io.github.redissession.web.contract;

/**
 * A failure that belongs to a case.
 */
final class OnPurpose extends RuntimeException {

	private static final long serialVersionUID = 1L;

	OnPurpose() {
		super("on purpose");
	}

}
