package io.github.redissession.web.contract;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response as a servlet sees them.
 *
 * @param request the request, as filters have wrapped it
 * @param response the response, as filters have wrapped it
 * @param handlers the site's handlers
 */
record Exchange(HttpServletRequest request, HttpServletResponse response, Handlers handlers) {

	/** The session, a new one if there is none. */
	HttpSession session() {
		return this.request.getSession();
	}

	/** The session, if there is one. */
	@Nullable HttpSession existing() {
		return this.request.getSession(false);
	}

	/**
	 * Tells the case what has been observed, past the response.
	 */
	void say(@Nullable Object observation) {
		this.handlers.visit(this.request).said().add(String.valueOf(observation));
	}

	void write(String text) throws IOException {
		this.response.getWriter().write(text);
	}

	void forward(Handler target) throws ServletException, IOException {
		dispatcher(target).forward(this.request, this.response);
	}

	void include(Handler target) throws ServletException, IOException {
		dispatcher(target).include(this.request, this.response);
	}

	private RequestDispatcher dispatcher(Handler target) {
		return this.request.getRequestDispatcher(this.handlers.add(target));
	}

	/** The simple name of what an action throws, or its result. */
	static String outcome(Action action) {
		try {
			return String.valueOf(action.run());
		}
		catch (Exception ex) {
			return ex.getClass().getSimpleName();
		}
	}

	/**
	 * Something that may fail.
	 */
	@FunctionalInterface
	interface Action {

		@Nullable Object run() throws Exception;

	}

}
