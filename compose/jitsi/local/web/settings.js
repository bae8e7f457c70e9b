
// What clients read besides names and addresses. The page of this site heeds none of it; other people's clients do.

config.bridgeChannel = {
    preferSctp: true
};
config.p2p.codecPreferenceOrder = ['VP8'];
config.p2p.mobileCodecPreferenceOrder = ['VP8'];

config.resolution = 240;
config.constraints = {
    video: {
        height: { ideal: 240, max: 240, min: 180 },
        width: { ideal: 320, max: 320, min: 240 }
    }
};
config.channelLastN = -1;
config.disableSimulcast = true;
config.videoQuality = {
    codecPreferenceOrder: ['VP8'],
    mobileCodecPreferenceOrder: ['VP8'],
    vp8: {}
};
config.startAudioOnly = false;
config.startAudioMuted = 10;
config.startWithAudioMuted = false;
config.startSilent = false;
config.startVideoMuted = 10;
config.startWithVideoMuted = false;
config.disableAudioLevels = false;
config.enableNoAudioDetection = false;
config.enableNoisyMicDetection = false;
config.enableOpusRed = false;
config.audioQuality = {
    stereo: false
};
config.flags = {
    sourceNameSignaling: true,
    sendMultipleVideoStreams: true,
    receiveMultipleVideoStreams: true
};

config.prejoinConfig = {
    enabled: false
};
config.welcomePage = {
    disabled: false
};
config.enableClosePage = false;
config.requireDisplayName = false;
config.disableDeepLinking = true;
config.defaultLanguage = 'en';
config.toolbarButtons = ['camera', 'hangup', 'microphone'];
config.disablePolls = true;
config.disableReactions = true;
config.hideAddRoomButton = true;
config.recordingService = {
    enabled: false
};
config.liveStreaming = {
    enabled: false
};
config.localRecording = {
    disable: true
};
config.transcription = {
    enabled: false
};
config.whiteboard = {
    enabled: false
};
config.e2eping = {
    enabled: false
};

// Nobody outside is told anything.
config.analytics = {};
config.disableThirdPartyRequests = true;
config.deploymentInfo = {
    environment: 'twin',
    region: 'lab',
    userRegion: 'lab'
};
config.testing = {};
