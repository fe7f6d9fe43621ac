// Runs before the first paint, outside the bundle: the policy allows no inline script.
// Must agree with src/i18n/language.ts and src/hooks/useTheme.ts.
(function () {
  var root = document.documentElement;
  var read = function (key) {
    try {
      return localStorage.getItem(key);
    } catch (_) {
      return null;
    }
  };
  var language = read('jobgate.language');
  if (language === 'en' || language === 'ar') root.lang = language;
  root.dir = language === 'ar' ? 'rtl' : 'ltr';
  var theme = read('jobgate.theme');
  if (theme !== 'light' && theme !== 'dark') {
    theme = location.pathname.indexOf('/studio') === 0 ? 'dark' : 'light';
  }
  root.dataset.theme = theme;
})();
