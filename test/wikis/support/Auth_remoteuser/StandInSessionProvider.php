<?php
// Stands in for the extension Auth_remoteuser, which no package registry has: the session is that of the name which the
// recipe's function gives, at every request, and a new account gets the recipe's preferences.
// WIKI_SSO_AUTH_REMOTEUSER names a copy of the real one.

use MediaWiki\MediaWikiServices;
use MediaWiki\Session\ImmutableSessionProviderWithCookie;
use MediaWiki\Session\SessionInfo;
use MediaWiki\Session\UserInfo;

class StandInSessionProvider extends ImmutableSessionProviderWithCookie
{
    private int $rank;

    public function __construct(array $params)
    {
        parent::__construct($params);
        $this->rank = $params['priority'];
    }

    public function provideSessionInfo(WebRequest $request)
    {
        global $wgAuthRemoteuserUserName, $wgAuthRemoteuserUserPrefs, $wgHooks;
        $name = $wgAuthRemoteuserUserName();
        if ($name === '') {
            return null;
        }
        try {
            $user = UserInfo::newFromName($name, true);
        } catch (InvalidArgumentException $invalid) {
            return null;
        }
        $wgHooks['LocalUserCreated'][] = static function ($account) use ($name, $wgAuthRemoteuserUserPrefs) {
            $options = MediaWikiServices::getInstance()->getUserOptionsManager();
            foreach ($wgAuthRemoteuserUserPrefs as $key => $value) {
                $value = $value(['remoteUserName' => $name]);
                if ($key === 'email') {
                    $account->setEmail($value);
                    $account->confirmEmail();
                } else {
                    $options->setOption($account, $key, $value);
                }
            }
            $account->saveSettings();
        };
        $id = $this->getSessionIdFromCookie($request);
        return new SessionInfo($this->rank, [
            'provider' => $this,
            'id' => $id,
            'userInfo' => $user,
            'persisted' => $id !== null,
            'forceUse' => true,
        ]);
    }
}
