package io.github.redissession.web.flash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.support.AbstractFlashMapManager;
import org.springframework.web.util.WebUtils;

/**
 * Keeps the flash attributes of Spring MVC in the session as plain maps, which every
 * format of attributes can hold. A {@link FlashMap} itself has fields besides its
 * entries.
 * <p>
 * It can also use a cookie to mark clients that may have flash attributes. Without the
 * cookie, Spring MVC reads the session for every request of a client that has a session,
 * even for a page that uses none. The cookie is not a secret and opens nothing: a client
 * that forges it causes a look at its own session, and one that removes it does not see
 * its own flash attributes.
 */
public final class StoredFlashMaps extends AbstractFlashMapManager {

	/** The name of the session attribute. */
	public static final String ATTRIBUTE = "io.github.redissession.FLASH_MAPS";

	/** The name of the cookie. */
	public static final String COOKIE = "SESSION_FLASH";

	/** Marks a request that was checked on arrival. */
	private static final String SEEN = StoredFlashMaps.class.getName();

	private final boolean cookie;

	/**
	 * Creates a manager.
	 * @param cookie whether the session is read only if the cookie is present
	 */
	public StoredFlashMaps(boolean cookie) {
		this.cookie = cookie;
	}

	/**
	 * Called when a request arrives, and again when it leaves attributes for a later one,
	 * which are then added to those in the session.
	 */
	@Override
	protected @Nullable List<FlashMap> retrieveFlashMaps(HttpServletRequest request) {
		boolean arrives = request.getAttribute(SEEN) == null;
		request.setAttribute(SEEN, true);
		if (this.cookie && arrives && WebUtils.getCookie(request, COOKIE) == null) {
			return null;
		}
		HttpSession session = request.getSession(false);
		@SuppressWarnings("unchecked")
		List<Map<String, Object>> stored = (session != null)
				? (List<Map<String, Object>>) session.getAttribute(ATTRIBUTE) : null;
		return (stored != null) ? new ArrayList<>(stored.stream().map(StoredFlashMaps::read).toList()) : null;
	}

	@Override
	protected void updateFlashMaps(List<FlashMap> flashMaps, HttpServletRequest request, HttpServletResponse response) {
		HttpSession session = request.getSession();
		if (flashMaps.isEmpty()) {
			session.removeAttribute(ATTRIBUTE);
		}
		else {
			session.setAttribute(ATTRIBUTE, new ArrayList<>(flashMaps.stream().map(StoredFlashMaps::write).toList()));
		}
		if (this.cookie) {
			response.addHeader(HttpHeaders.SET_COOKIE, mark(request, !flashMaps.isEmpty()).toString());
		}
	}

	@Override
	protected Object getFlashMapsMutex(HttpServletRequest request) {
		return WebUtils.getSessionMutex(request.getSession());
	}

	private ResponseCookie mark(HttpServletRequest request, boolean there) {
		return ResponseCookie.from(COOKIE, there ? "1" : "")
			.path(request.getContextPath() + "/")
			.maxAge(there ? getFlashMapTimeout() : 0)
			.httpOnly(true)
			.secure(request.isSecure())
			.sameSite("Lax")
			.build();
	}

	private static Map<String, Object> write(FlashMap flash) {
		Map<String, Object> stored = new HashMap<>();
		stored.put("attributes", new HashMap<>(flash));
		if (flash.getTargetRequestPath() != null) {
			stored.put("path", flash.getTargetRequestPath());
		}
		Map<String, Object> parameters = new HashMap<>();
		flash.getTargetRequestParams().forEach((name, values) -> parameters.put(name, new ArrayList<>(values)));
		stored.put("parameters", parameters);
		stored.put("expires", flash.getExpirationTime());
		return stored;
	}

	@SuppressWarnings("unchecked")
	private static FlashMap read(Map<String, Object> stored) {
		FlashMap flash = new FlashMap();
		flash.putAll((Map<String, Object>) stored.getOrDefault("attributes", Map.of()));
		flash.setTargetRequestPath((String) stored.get("path"));
		MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>(
				(Map<String, List<String>>) stored.getOrDefault("parameters", Map.of()));
		flash.addTargetRequestParams(parameters);
		flash.setExpirationTime(((Number) stored.getOrDefault("expires", -1L)).longValue());
		return flash;
	}

}
