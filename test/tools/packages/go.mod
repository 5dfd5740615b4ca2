// AWS's Lambda Runtime Interface Emulator, which `npm run test:tools` builds into .local/tools. It has no releases that
// the Go module proxy serves: this is a commit of its main branch.
module wiki-sso-test-tools

go 1.26.6

require github.com/aws/aws-lambda-runtime-interface-emulator v0.0.0-20261030222936-bef5c4ba774d
