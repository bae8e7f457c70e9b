// What the application of the published site reads about its looks; other people's clients ask for the file by its name.
var interfaceConfig = {
    APP_NAME: 'jitsi conformance twin',
    NATIVE_APP_NAME: 'jitsi conformance twin',
    PROVIDER_NAME: 'jitsi conformance',
    DEFAULT_LOCAL_DISPLAY_NAME: 'me',
    DEFAULT_REMOTE_DISPLAY_NAME: 'Somebody',
    LANG_DETECTION: true,
    MOBILE_APP_PROMO: false,
    SHOW_JITSI_WATERMARK: false,
    SHOW_CHROME_EXTENSION_BANNER: false,
    TOOLBAR_ALWAYS_VISIBLE: true
};
