/** What `--help` prints. */
export const HELP = `Usage: npm run smoke -- --wiki URL --hooks URL --secret-id NAME [options]

Plays site and browser against a live deployment, and prints a table of what holds. It logs in a user of its
own, and logs it out everywhere at the end. Run only one at a time against a deployment.

  --wiki URL             the wiki, as browsers see it
  --hooks URL            base of the hooks (stack output HooksUrl); /login and /logout follow
  --secret-id NAME       name or ARN of the hook secret (stack output HookSecretArn) in AWS Secrets Manager,
                         read with the credentials and the region of your environment
  --local                check what \`npm start\` runs; then the three above are found in .local, or in
                         $DATA_DIR, and what only AWS has is not applicable

  --access public|members  how the wiki was deployed (default public)
  --user NAME            whom to log in (default wiki-sso-smoke): nobody real, and a name that the wiki accepts,
                         since a wiki may make an account for it
  --email ADDRESS        that user's address (default: none)
  --echo PATH            a wiki page that shows who is visiting (default /)
  --expect TEXT          what it shows that user and nobody else (default: the name)
  --title-prefix PATH    what stands before a page's title in its URL (default /), such as /wiki/
  --cookies-path PATH    a wiki page that comes with several Set-Cookie lines
  --expire-function NAME  run the expire function too (stack output ExpireFunctionName)
  --default-endpoint URL  an execute-api address at which nothing may be served; may be repeated

  --request-timeout S    seconds for one request (default 15)
  --total-timeout S      seconds for all of it (default 300)
  --json                 print the results as JSON
  --help                 show this

Exit code: 0 all passed or not applicable, 1 something failed, 2 it could not begin, 130 stopped by Ctrl-C.

Examples:
  npm run smoke -- --local
  npm run smoke -- --wiki https://wiki.example.com --hooks https://hooks.example.com/hooks \\
    --secret-id arn:aws:secretsmanager:eu-west-1:123456789012:secret:HookSecret-AbCdEf
  npm run smoke -- … --title-prefix /wiki/ --echo /wiki/Special:Preferences --json > smoke.json
`;
